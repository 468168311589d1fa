-- Holds on to the right to change the layout, or lets go of it; writes the layout's number where one is given.
-- KEYS: lock, schema, schema it came from
-- ARGV: whose it is, ms to hold on (0 to let go); then the number ("" for none), and with it the number it came from
--   ("" to forget that), and for how many seconds that is known
-- Returns 1, or 0 where it is somebody else's by now.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] ~= '' then
  redis.call('SET', KEYS[2], ARGV[3])
  if ARGV[4] == '' then redis.call('DEL', KEYS[3]) else redis.call('SET', KEYS[3], ARGV[4], 'EX', ARGV[5]) end
end
if ARGV[2] == '0' then redis.call('DEL', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1
