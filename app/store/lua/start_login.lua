-- Starts a login of an active agent whose password is still the one that was verified; drops what is idle or too many.
-- KEYS: agent, logins · ARGV: login id, verified hash, digest of the refresh token, device, idle ms, how many are kept
-- Returns 1, or 0 where the account changed meanwhile.
local found = redis.call('HMGET', KEYS[1], 'password_hash', 'active')
if found[1] ~= ARGV[2] or found[2] ~= '1' then return 0 end
local time = redis.call('TIME')
local at = time[1] * 1000 + math.floor(time[2] / 1000)
local kept = {}
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do
  local used = cjson.decode(all[i + 1]).rotated_ms
  if at - used > tonumber(ARGV[5]) then
    redis.call('HDEL', KEYS[2], all[i])
  else
    kept[#kept + 1] = {used, all[i]}
  end
end
table.sort(kept, function(a, b) return a[1] > b[1] end)
for i = tonumber(ARGV[6]), #kept do redis.call('HDEL', KEYS[2], kept[i][2]) end
local login = {current = ARGV[3], previous = '', rotated_ms = at, created_ms = at, device = ARGV[4]}
redis.call('HSET', KEYS[2], ARGV[1], cjson.encode(login))
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return 1
