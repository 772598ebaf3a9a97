@echo off
rem Encoding: GBK (code page 936), lines end in CR LF. cmd reads a batch file line by line in the
rem console's code page, so all is ASCII down to the chcp line; after it Chinese is read and shown
rem right on any Windows. UTF-8 is not used: cmd loses its place in long UTF-8 files.
rem Paths never stand in a command: we go to this folder once and use names inside it.
setlocal EnableExtensions DisableDelayedExpansion
chcp 936 >nul
title natres 安装
set "PYTHONHOME="
set "PYTHONPATH="
set "PYLAUNCHER_ALLOW_INSTALL="
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
set "WHY=0"
set "SETUP="
cd /d "%~dp0" 2>nul
if errorlevel 1 goto remote
if not exist "kit\install.py" goto incomplete

:search
for %%v in (@VERSIONS@) do (
    set "PY=py"
    set "ARG=-%%v"
    call :try
    if not errorlevel 1 goto found
)
set "ARG=-I"
for %%v in (@DIGITS@) do (
    set "PY=%LocalAppData%\Programs\Python\Python%%v\python.exe"
    call :try
    if not errorlevel 1 goto found
    set "PY=%ProgramFiles%\Python%%v\python.exe"
    call :try
    if not errorlevel 1 goto found
)
set "PY=python"
call :try
if not errorlevel 1 goto found
if defined SETUP goto setupfailed

rem 没有合适的 Python：文件夹里若放了官方安装程序，就为当前用户装上它。
for %%v in (@VERSIONS@) do (
    for %%f in (python-%%v.*-amd64.exe) do set "SETUP=%%f"
)
if not defined SETUP goto wrong
echo 正在为当前用户安装 Python，请稍候……
start "" /wait "%SETUP%" /passive InstallAllUsers=0 PrependPath=0 Include_launcher=0 Include_test=0 Shortcuts=0 AssociateFiles=0
goto search

:found
"%PY%" %ARG% -I kit\install.py
set "CODE=%errorlevel%"
goto end

:try
"%PY%" %ARG% -I kit\probe.py >nul 2>nul
set "CODE=%errorlevel%"
if "%CODE%"=="0" exit /b 0
if "%CODE%"=="20" set "WHY=20"
if "%CODE%"=="21" set "WHY=21"
if "%CODE%"=="22" set "WHY=22"
if "%CODE%"=="23" set "WHY=23"
exit /b 1

:wrong
set "SAY=没有找到 Python。"
if "%WHY%"=="20" set "SAY=找到的 Python 版本不合适。"
if "%WHY%"=="21" set "SAY=找到的 Python 是 32 位的。"
if "%WHY%"=="22" set "SAY=找到的 Python 不是 Windows x64 的标准版。"
if "%WHY%"=="23" set "SAY=找到的 Python 缺少 venv 模块。"
set "CURE=需要 64 位的 Python @WORDS@：把官方安装程序 python-@NEWEST@.x-amd64.exe 放进本文件夹，再双击 安装.bat。"
goto failed

:remote
set "SAY=本文件夹在网络位置上，或打不开。"
set "CURE=请把整个文件夹拷到本机硬盘，再双击 安装.bat。"
goto failed

:incomplete
set "SAY=文件夹不完整：缺少 kit 文件夹。"
set "CURE=请不要在压缩包里直接双击。先全部解压，或把整个文件夹重新拷贝一遍，再双击 安装.bat。"
goto failed

:setupfailed
set "SAY=Python 没有装上。"
set "CURE=请双击文件夹里的 Python 安装程序，按提示装好，再双击 安装.bat。"
goto failed

:failed
echo.
echo 没有装成。
echo %SAY%
echo %CURE%
echo 说明见 使用说明.html。
(echo %SAY% %CURE%) 2>nul >"安装记录.txt"
set "CODE=1"

:end
if not defined NATRES_KIT_QUIET pause
exit /b %CODE%
