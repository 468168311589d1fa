-- Takes a session in which nobody has said anything out of the store; one in which somebody has is left alone.
-- KEYS: session, log, messages, clients, turn, notes, marks; then the sorted sets that may name it
-- ARGV: session name
-- Returns 1, or 0 where it is left alone.
if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
for at = 1, 7 do redis.call('DEL', KEYS[at]) end
for at = 8, #KEYS do redis.call('ZREM', KEYS[at], ARGV[1]) end
return 1
