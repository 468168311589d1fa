-- Notes how the upstream calls the running answer, unless the turn is no longer the caller's.
-- KEYS: session, turn · ARGV: turn id, attempt, the run as JSON · Returns 1, or 0 where fenced off.
local now = redis.call('HMGET', KEYS[1], 'turn_id', 'turn_attempt')
if now[1] ~= ARGV[1] or now[2] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[2], 'run', ARGV[3])
return 1
