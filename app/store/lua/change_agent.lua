-- Changes an agent; the last active admin stays one. Colleagues hear of it; where asked for, logins and streams end.
-- KEYS: agent, admins, logins, one-time link, bus
-- ARGV: id, the change as JSON {fields, link?, verified?, ends?, keeps?, tells?} (see accounts.py), bus length
-- Returns "ok", "gone", "refused" (the link), "stale" (the password) or "last_admin"; a second call is as good as one.
local change = cjson.decode(ARGV[2])
local fields = change.fields
local role, active, hash = unpack(redis.call('HMGET', KEYS[1], 'role', 'active', 'password_hash'))
if not role then return 'gone' end
if not fields.password_hash or fields.password_hash ~= hash then
  if change.link and (active ~= '1' or redis.call('GET', KEYS[4]) ~= change.link) then return 'refused' end
  if change.verified and change.verified ~= hash then return 'stale' end
end

local will_lead = (fields.role or role) == 'admin' and (fields.active or active) == '1'
if will_lead then
  redis.call('SADD', KEYS[2], ARGV[1])
elseif redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1 then
  if redis.call('SCARD', KEYS[2]) == 1 then return 'last_admin' end
  redis.call('SREM', KEYS[2], ARGV[1])
end
for name, value in pairs(fields) do redis.call('HSET', KEYS[1], name, value) end

if change.ends then
  for _, login in ipairs(redis.call('HKEYS', KEYS[3])) do
    if login ~= change.keeps then redis.call('HDEL', KEYS[3], login) end
  end
  redis.call('DEL', KEYS[4])
end
if change.tells then
  local data = cjson.encode({agent_id = ARGV[1], login_id = ''})
  redis.call('XADD', KEYS[5], 'MAXLEN', '~', ARGV[3], '*', 's', '', 'k', 'agent', 'd', data)
end
if next(fields) then
  redis.call('XADD', KEYS[5], 'MAXLEN', '~', ARGV[3], '*', 's', '', 'k', 'presence', 'd', '{}')
end
return 'ok'
