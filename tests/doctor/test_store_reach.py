"""How a shell reaches the store: as it was set up, with a password that is asked for and never shown."""

import pytest

from app.doctor.store_reach import how_to_reach


@pytest.mark.parametrize(
    ("url", "command"),
    [
        ("redis://localhost/0", "redis-cli -h localhost -p 6379"),
        ("redis://:s3cret@10.0.0.5:6390/0", "redis-cli -h 10.0.0.5 -p 6390 --askpass"),
        ("rediss://kefu:s3cret@redis.test:6380", "redis-cli --tls -h redis.test -p 6380 --user kefu --askpass"),
        ("redis://a%20b:s3cret@[::1]:6379", "redis-cli -h ::1 -p 6379 --user 'a b' --askpass"),
        ("unix:///run/redis/store.sock?db=1", "redis-cli -s /run/redis/store.sock"),
        ("unix://:s3cret@/run/redis/store.sock", "redis-cli -s /run/redis/store.sock --askpass"),
        ("redis+sentinel://a.test:26379,b.test:26379/mymaster/0", "redis-cli -h MASTER"),
        ("rediss+cluster://u:s3cret@a.test:1,b.test:2", "redis-cli --tls -h MASTER --user u --askpass"),
    ],
)
def test_the_command_has_all_but_the_password(url: str, command: str) -> None:
    assert how_to_reach(url) == command
