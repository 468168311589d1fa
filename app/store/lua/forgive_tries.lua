-- After a good sign-in: forgets the pair's failures, gives a stranger's try back, and knows the pair from now on.
-- KEYS: tries of the pair (name and address), tries of the name by strangers, whether the pair is known
-- ARGV: ms for which a pair is known · Returns 1.
redis.call('DEL', KEYS[1])
if redis.call('EXISTS', KEYS[3]) == 0 and tonumber(redis.call('HGET', KEYS[2], 'n') or '0') > 0 then
  redis.call('HINCRBY', KEYS[2], 'n', -1)
end
redis.call('SET', KEYS[3], '1', 'PX', ARGV[1])
return 1
