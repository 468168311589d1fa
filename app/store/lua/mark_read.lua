-- Notes up to which message one side has read, unless it has read further; and tells the streams.
-- What has not been said yet cannot have been read: a mark beyond the last message is no news.
-- KEYS: marks, bus, messages
-- ARGV: session name, who ("visitor" or "agent"), message id, the event's data, bus length, shop, ttl
-- Returns 1 where that is news.
local function order(id)
  local head, tail = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(head), tonumber(tail)
end
local function is_later(one, other)
  local a, b = order(one)
  local c, d = order(other)
  return a > c or (a == c and b > d)
end
local last = redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1)[1]
if not last or is_later(ARGV[3], last[1]) then return 0 end
local known = redis.call('HGET', KEYS[1], ARGV[2])
if known and not is_later(ARGV[3], known) then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[7])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[5], '*', 's', ARGV[1], 'k', 'read', 'd', ARGV[4], 'o', ARGV[6])
return 1
