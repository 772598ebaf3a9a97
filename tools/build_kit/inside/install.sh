#!/bin/sh
# 离线安装 natres：找到合适的 Python，其余交给 kit/install.py。不联网；再运行一次即修复。
set -u
unset PYTHONHOME PYTHONPATH CDPATH

fail() {
    printf '\n没有装成。\n%s\n说明见 使用说明.html。\n' "$1"
    printf '没有装成。\n%s\n' "$1" 2>/dev/null >"安装记录.txt"
    exit 1
}

here=$(dirname -- "$0")
cd -- "$here" || exit 1

why=0
try() {
    "$1" -I kit/probe.py >/dev/null 2>&1
    code="$?"
    if [ "$code" -eq 0 ]; then
        "$1" -I kit/install.py
        exit "$?"
    fi
    if [ "$code" -ge 20 ] && [ "$code" -le 23 ]; then
        why="$code"
    fi
}

search() {
    for version in @VERSIONS@; do
        try "python/bin/python$version"
        try "python$version"
        try "/usr/local/bin/python$version"
        try "/opt/python$version/bin/python$version"
    done
    try python3
}

search

# 没有合适的 Python：文件夹里若放了独立版 Python 的压缩包，就用它。
for version in @VERSIONS@; do
    for archive in "cpython-$version."*"-@MACHINE@-unknown-linux-gnu-install_only"*".tar.gz"; do
        if [ -f "$archive" ]; then
            printf '正在解开 %s……\n' "$archive"
            rm -rf python
            tar -xzf "$archive" || fail "压缩包解不开，可能在拷贝中损坏：$archive"
            try "python/bin/python$version"
        fi
    done
done

case "$why" in
    21) fail "找到的 Python 是 32 位的。需要 64 位的 Python @WORDS@。" ;;
    22) fail "找到的 Python 不是 @MACHINE@ Linux 的标准版。需要 64 位的 Python @WORDS@。" ;;
    23) fail "Python 缺少 venv 模块。请管理员安装系统软件包 python3-venv，再运行一次。" ;;
    20) fail "找到的 Python 版本不合适。需要 64 位的 Python @WORDS@，取得办法见说明。" ;;
    *) fail "没有找到 Python。需要 64 位的 Python @WORDS@，取得办法见说明。" ;;
esac
