-- Puts a mail off until later, unless somebody else has it by now.
-- KEYS: due, tries · ARGV: mail id, attempt, ms when it is due again
-- Returns 1, or 0 where it is no longer the caller's.
if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('ZADD', KEYS[1], 'XX', ARGV[3], ARGV[1])
return 1
