-- Counts one try to sign in before the password is looked at, or says how long to wait.
-- KEYS: tries of the pair (name and address), tries of the name by strangers, whether the pair is known
-- ARGV: tries of a pair, ms it is locked, free tries of a name, longest pause in ms, ms they are remembered
-- Returns 0, or the ms to wait.
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then
  return math.max(redis.call('PTTL', KEYS[1]), 1)
end
if redis.call('EXISTS', KEYS[3]) == 0 then
  local time = redis.call('TIME')
  local at = time[1] * 1000 + math.floor(time[2] / 1000)
  local pause = tonumber(redis.call('HGET', KEYS[2], 'next_ms') or '0') - at
  if pause > 0 then return pause end
  local over = redis.call('HINCRBY', KEYS[2], 'n', 1) - tonumber(ARGV[3])
  if over >= 0 then
    local ms = math.min(1000 * 2 ^ math.min(over, 30), tonumber(ARGV[4]))
    redis.call('HSET', KEYS[2], 'next_ms', string.format('%.0f', at + ms))
  end
  redis.call('PEXPIRE', KEYS[2], ARGV[5])
end
redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0
