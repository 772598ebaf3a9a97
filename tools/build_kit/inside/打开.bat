@echo off
rem Encoding: GBK (code page 936), lines end in CR LF; all is ASCII down to the chcp line.
setlocal EnableExtensions DisableDelayedExpansion
chcp 936 >nul
title natres：关闭此窗口即退出
set "PYTHONHOME="
set "PYTHONPATH="
cd /d "%~dp0" 2>nul
if errorlevel 1 goto missing
if not exist "venv\natres-kit.txt" goto missing
if not exist "工作区" mkdir "工作区"
echo natres 正在运行，网页会自动打开。
echo 关闭此窗口即退出。
echo.
"venv\Scripts\python.exe" -I -m natres open "工作区" --lang zh
set "CODE=%errorlevel%"
echo.
echo natres 已退出。若打不开，请再双击一次 安装.bat。
goto end

:missing
echo 还没有安装。请先双击 安装.bat，说明见 使用说明.html。
set "CODE=1"

:end
if not defined NATRES_KIT_QUIET pause
exit /b %CODE%
