-- Holds on to a turn, or lets go of it at once (lease 0), unless it is no longer the caller's.
-- KEYS: session, turns · ARGV: session name, turn id, attempt, lease in ms
-- Returns 1, or 0 where fenced off.
local now = redis.call('HMGET', KEYS[1], 'turn_id', 'turn_attempt')
if now[1] ~= ARGV[2] or now[2] ~= ARGV[3] then return 0 end
local time = redis.call('TIME')
redis.call('ZADD', KEYS[2], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[4], ARGV[1])
return 1
