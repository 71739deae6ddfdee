; Set-up for Windows, for one user: no administrator is asked.
;
;   makensis -DVERSION=0.1.0 -DPAYLOAD=..\..\dist\union-desk -DOUTPUT=..\..\dist\union-desk-0.1.0-setup.exe union-desk.nsi
;
; Silent: setup.exe /S [/D=folder]; the uninstaller likewise. Each version lies in a folder of its own, so that going
; back is a matter of starting the older one. The data of the office (%LOCALAPPDATA%\UnionDesk) are never touched.

Unicode true
!ifndef VERSION
  !error "VERSION is missing"
!endif
!ifndef PAYLOAD
  !error "PAYLOAD is missing"
!endif
!ifndef OUTPUT
  !define OUTPUT "union-desk-${VERSION}-setup.exe"
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\UnionDesk"
!define HERE "$INSTDIR\versions\${VERSION}"
!define CHINESE "工会服务台"
!define ENGLISH "Union Desk"

Name "Union Desk"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\UnionDesk"
InstallDirRegKey HKCU "Software\UnionDesk" "InstallDir"
SetCompressor /SOLID lzma
SetCompressorDictSize 64
ShowInstDetails nevershow
!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif

!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "Software\UnionDesk"
!define MUI_LANGDLL_REGISTRY_VALUENAME "Language"
!define MUI_FINISHPAGE_RUN "${HERE}\union-desk-window.exe"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_RESERVEFILE_LANGDLL

LangString APP ${LANG_SIMPCHINESE} "${CHINESE}"
LangString APP ${LANG_ENGLISH} "${ENGLISH}"
LangString OFFICE_KIND ${LANG_SIMPCHINESE} "工会服务台备份"
LangString OFFICE_KIND ${LANG_ENGLISH} "Union Desk backup"
LangString REPORT_KIND ${LANG_SIMPCHINESE} "工会服务台上报文件"
LangString REPORT_KIND ${LANG_ENGLISH} "Union Desk report"
LangString UPDATE_KIND ${LANG_SIMPCHINESE} "工会服务台更新"
LangString UPDATE_KIND ${LANG_ENGLISH} "Union Desk update"
LangString OPEN_FIRST ${LANG_SIMPCHINESE} "工会服务台正在运行。请先关闭它，再继续。"
LangString OPEN_FIRST ${LANG_ENGLISH} "Union Desk is running. Close it, then go on."
LangString DATA_KEPT ${LANG_SIMPCHINESE} "程序已卸载。办公室的数据仍保留在 $LOCALAPPDATA\UnionDesk。"
LangString DATA_KEPT ${LANG_ENGLISH} "The program is removed. The office's data stay in $LOCALAPPDATA\UnionDesk."

; The shortcuts bear the name of the language in which they were made; whoever comes later may speak the other.
!macro FORGET_SHORTCUTS
  Delete "$SMPROGRAMS\${CHINESE}.lnk"
  Delete "$SMPROGRAMS\${ENGLISH}.lnk"
  Delete "$DESKTOP\${CHINESE}.lnk"
  Delete "$DESKTOP\${ENGLISH}.lnk"
!macroend

Function .onInit
  ; A silent set-up asks nothing: it speaks the language of the system.
  IfSilent done
  !insertmacro MUI_LANGDLL_DISPLAY
  done:
FunctionEnd

Section "-program"
  ; A version that is already there is taken away first, else files of a failed attempt would stay. A program that runs
  ; holds its own file: that shows.
  ClearErrors
  IfFileExists "${HERE}\union-desk-window.exe" 0 copy
  Delete "${HERE}\union-desk-window.exe"
  IfErrors 0 clear
  MessageBox MB_OK|MB_ICONEXCLAMATION "$(OPEN_FIRST)" /SD IDOK
  SetErrorLevel 2
  Abort
  clear:
  RMDir /r "${HERE}"
  copy:
  SetOutPath "${HERE}"
  File /r "${PAYLOAD}/*.*"
  FileOpen $0 "$INSTDIR\current.txt" w
  FileWrite $0 "${VERSION}"
  FileClose $0
  !insertmacro FORGET_SHORTCUTS
  CreateDirectory "$SMPROGRAMS"
  CreateShortCut "$SMPROGRAMS\$(APP).lnk" "${HERE}\union-desk-window.exe"
  CreateShortCut "$DESKTOP\$(APP).lnk" "${HERE}\union-desk-window.exe"

  WriteRegStr HKCU "Software\Classes\.udbackup" "" "UnionDesk.Backup"
  WriteRegStr HKCU "Software\Classes\UnionDesk.Backup" "" "$(OFFICE_KIND)"
  WriteRegStr HKCU "Software\Classes\UnionDesk.Backup\shell\open\command" "" '"${HERE}\union-desk-window.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\.udf" "" "UnionDesk.Report"
  WriteRegStr HKCU "Software\Classes\UnionDesk.Report" "" "$(REPORT_KIND)"
  WriteRegStr HKCU "Software\Classes\UnionDesk.Report\shell\open\command" "" '"${HERE}\union-desk-window.exe" "%1"'

  WriteRegStr HKCU "Software\Classes\.udupdate" "" "UnionDesk.Update"
  WriteRegStr HKCU "Software\Classes\UnionDesk.Update" "" "$(UPDATE_KIND)"
  WriteRegStr HKCU "Software\Classes\UnionDesk.Update\shell\open\command" "" '"${HERE}\union-desk-window.exe" "%1"'

  WriteRegStr HKCU "Software\UnionDesk" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "Software\UnionDesk" "Language" "$LANGUAGE"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "$(APP)"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "${HERE}\union-desk-window.exe"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "${HERE}" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" "$0"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Function un.onInit
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Section "Uninstall"
  ; A program that runs holds its own file: then nothing is taken away.
  ClearErrors
  FindFirst $0 $1 "$INSTDIR\versions\*.*"
  next:
    StrCmp $1 "" last
    StrCmp $1 ".." skip
    IfFileExists "$INSTDIR\versions\$1\union-desk-window.exe" 0 skip
    ClearErrors
    Delete "$INSTDIR\versions\$1\union-desk-window.exe"
    IfErrors runs
  skip:
    FindNext $0 $1
    Goto next
  runs:
    FindClose $0
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(OPEN_FIRST)" /SD IDOK
    SetErrorLevel 2
    Abort
  last:
  FindClose $0
  !insertmacro FORGET_SHORTCUTS
  RMDir /r "$INSTDIR\versions"
  Delete "$INSTDIR\current.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "Software\Classes\.udbackup"
  DeleteRegKey HKCU "Software\Classes\UnionDesk.Backup"
  DeleteRegKey HKCU "Software\Classes\.udf"
  DeleteRegKey HKCU "Software\Classes\UnionDesk.Report"
  DeleteRegKey HKCU "Software\Classes\.udupdate"
  DeleteRegKey HKCU "Software\Classes\UnionDesk.Update"
  DeleteRegKey HKCU "Software\UnionDesk"
  DeleteRegKey HKCU "${KEY}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  MessageBox MB_OK|MB_ICONINFORMATION "$(DATA_KEPT)" /SD IDOK
SectionEnd
