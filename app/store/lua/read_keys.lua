-- Reads keys whole, whatever they hold, all as they are at one moment, which the mark tells to who listens for changes.
-- KEYS: the mark, then the keys · ARGV: s for which the mark stays ("" for none), the stream of which only its end is read
-- Returns for each key {type, ms at which it expires (-1 never), what it holds, a stream's last id}; numbers as text.
local readers = {
  string = function(key) return redis.call('GET', key) end,
  hash = function(key) return redis.call('HGETALL', key) end,
  zset = function(key) return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end,
  list = function(key) return redis.call('LRANGE', key, 0, -1) end,
  set = function(key) return redis.call('SMEMBERS', key) end,
  stream = function(key)
    if key == ARGV[2] then return {} end
    return redis.call('XRANGE', key, '-', '+')
  end,
}
local function last_id(key)
  local told = redis.call('XINFO', 'STREAM', key)
  for at = 1, #told, 2 do
    if told[at] == 'last-generated-id' then return told[at + 1] end
  end
end

local found = {}
for at = 2, #KEYS do
  local key = KEYS[at]
  local kind = redis.call('TYPE', key).ok
  local read = readers[kind]
  found[at - 1] = {kind, redis.call('PEXPIRETIME', key), read and read(key) or '', kind == 'stream' and last_id(key) or ''}
end
if ARGV[1] ~= '' then redis.call('SET', KEYS[1], '1', 'EX', ARGV[1]) end
return found
