-- Creates an agent, unless the sign-in name is another's; by a set-up link only while there is no admin, and only once.
-- KEYS: agent, agents, admins, the set-up link · ARGV: id, sign-in name, "1" by a set-up link, "1" an admin, field, value...
-- Returns "ok", "taken" or "refused"; who asks twice for the same id gets the same answer.
local owner = redis.call('HGET', KEYS[2], ARGV[2])
if owner == ARGV[1] then return 'ok' end
if ARGV[3] == '1' and (redis.call('EXISTS', KEYS[4]) == 0 or redis.call('SCARD', KEYS[3]) > 0) then return 'refused' end
if owner then return 'taken' end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
if ARGV[4] == '1' then redis.call('SADD', KEYS[3], ARGV[1]) end
redis.call('DEL', KEYS[4])
return 'ok'
