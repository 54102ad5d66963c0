#!/bin/sh
# Boots a Debian of its own beside this machine: systemd as process 1 of new namespaces, on a copy of the root that lives
# in memory. It ends, and all of it is gone, when this process ends.
#
#   boot-debian.sh ROOT SHARED CGROUP BOOTED MEMORY
#     ROOT    folder of a Debian, which stays as it is
#     SHARED  folder that it sees, read-only, as /mnt
#     CGROUP  folder to make in the cgroup2 hierarchy, for its processes
#     BOOTED  FIFO that gets a line when it is up
#     MEMORY  empty folder; none but this process sees what is mounted there
set -e

if [ "$1" != --inside ]; then
    mkdir "$3"
    echo $$ >"$3/cgroup.procs"
    exec unshare --mount --pid --net --uts --ipc --cgroup --fork --kill-child=KILL "$0" --inside "$@"
fi
shift
given=$1 shared=$2 booted=$4 memory=$5

mount --make-rprivate /
mount -t tmpfs tmpfs "$memory"
mkdir "$memory/changes" "$memory/work" "$memory/root"
root=$memory/root
mount -t overlay overlay -o "lowerdir=$given,upperdir=$memory/changes,workdir=$memory/work" "$root"

mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for folder in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs "$root/$folder"; done
chmod 1777 "$root/tmp"
# As udev would have it, whatever modes this machine's own devices have.
mkdir "$root/dev/net" "$root/dev/shm"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/zero" c 1 5
mknod -m 666 "$root/dev/full" c 1 7
mknod -m 666 "$root/dev/random" c 1 8
mknod -m 666 "$root/dev/urandom" c 1 9
mknod -m 666 "$root/dev/net/tun" c 10 200
ln -s /proc/self/fd "$root/dev/fd"
mount --bind -o ro "$shared" "$root/mnt"

touch "$root/run/booted"
mount --bind "$booted" "$root/run/booted"
mkdir -p "$root/run/systemd/system/multi-user.target.wants"
cat >"$root/run/systemd/system/tell-booted.service" <<'UNIT'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c "echo booted >/run/booted"
UNIT
ln -s ../tell-booted.service "$root/run/systemd/system/multi-user.target.wants/tell-booted.service"

ip link set lo up
exec env -i container=vip PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" /lib/systemd/systemd --system
