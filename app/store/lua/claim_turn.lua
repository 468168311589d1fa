-- Takes over a turn whose lease has ended; the attempt number fences off whoever held it, even if it wakes again.
-- KEYS: session, turn, turns · ARGV: session name, lease in ms
-- Returns {turn id, attempt}, or nothing where there is no orphan (any more).
local time = redis.call('TIME')
local at = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = redis.call('ZSCORE', KEYS[3], ARGV[1])
if not ends or tonumber(ends) > at then return false end
local id = redis.call('HGET', KEYS[1], 'turn_id')
if not id or id == '' then
  redis.call('ZREM', KEYS[3], ARGV[1])
  return false
end
local attempt = redis.call('HINCRBY', KEYS[1], 'turn_attempt', 1)
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('ZADD', KEYS[3], at + ARGV[2], ARGV[1])
return {id, tostring(attempt)}
