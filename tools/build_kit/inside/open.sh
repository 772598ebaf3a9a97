#!/bin/sh
# 打开 natres 的网页；关闭此窗口即退出。
set -u
unset PYTHONHOME PYTHONPATH CDPATH

here=$(dirname -- "$0")
cd -- "$here" || exit 1

if [ ! -f "venv/natres-kit.txt" ]; then
    printf '还没有安装。请先运行 install.sh（说明见 使用说明.html）。\n'
    exit 1
fi
mkdir -p "工作区" || exit 1
printf 'natres 正在运行，网页会自动打开。\n关闭此窗口即退出。\n\n'
"venv/bin/python" -I -m natres open "工作区" --lang zh "$@"
code="$?"
if [ "$code" -ne 0 ]; then
    printf '\nnatres 已退出（代码 %s）。若打不开，请再运行一次 install.sh。\n' "$code"
fi
exit "$code"
