// What the firewalls of Windows and macOS say of themselves, read. Knows nothing of how they are asked.

/** `told`: by `netsh advfirewall show currentprofile state`; null = nothing. */
export function isOnByWindows(told: string | null): boolean {
  // It speaks the system's language: what does not say in English that it is off may be on.
  return told !== null && !/\bOFF\b/.test(told)
}

/** `told`: by `socketfilterfw --getglobalstate`; null = nothing. */
export function isOnByMac(told: string | null): boolean {
  // 1 = it asks for each program, 2 = it blocks nearly all.
  return /State = [1-9]|enabled/i.test(told ?? '')
}
