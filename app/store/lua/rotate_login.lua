-- Exchanges a refresh token for its successor. The one before is good for a moment more, since tabs ask together;
-- any other was copied: that ends the login, and its streams.
-- KEYS: logins, bus
-- ARGV: agent id, login id, digest of the token, digest of its successor, grace ms, idle ms, bus length
-- Returns "ok", "gone" or "reused".
local kept = redis.call('HGET', KEYS[1], ARGV[2])
if not kept then return 'gone' end
local login = cjson.decode(kept)
local time = redis.call('TIME')
local at = time[1] * 1000 + math.floor(time[2] / 1000)
if at - login.rotated_ms <= tonumber(ARGV[6]) then
  if login.current == ARGV[3] then
    login.previous, login.current, login.rotated_ms = ARGV[3], ARGV[4], at
    redis.call('HSET', KEYS[1], ARGV[2], cjson.encode(login))
    redis.call('PEXPIRE', KEYS[1], ARGV[6])
    return 'ok'
  end
  if login.previous == ARGV[3] and at - login.rotated_ms <= tonumber(ARGV[5]) then return 'ok' end
end
redis.call('HDEL', KEYS[1], ARGV[2])
local data = cjson.encode({agent_id = ARGV[1], login_id = ARGV[2]})
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[7], '*', 's', '', 'k', 'agent', 'd', data)
return 'reused'
