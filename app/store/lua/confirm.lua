-- Writes a session's version once more as it is, so that a WAIT behind it speaks of all that was read before.
-- KEYS: session, clients · ARGV: under which name a message would be known, "" where none is meant
-- Returns where that message is kept, "message_id turn_id", or nothing.
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HINCRBY', KEYS[1], 'version', 0) end
return redis.call('HGET', KEYS[2], ARGV[1])
