-- Ends one login, and tells its streams.
-- KEYS: logins, bus · ARGV: agent id, login id, bus length · Returns 1, or 0 where there is none.
if redis.call('HDEL', KEYS[1], ARGV[2]) == 0 then return 0 end
local data = cjson.encode({agent_id = ARGV[1], login_id = ARGV[2]})
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 's', '', 'k', 'agent', 'd', data)
return 1
