const keyOf = (name: string): string => `nowtyping-demo.room.${name}`

/** The room that was on the screen before a reload, the only thing that outlives one. */
export function readChosenRoom(name: string): string | undefined {
  try {
    return sessionStorage.getItem(keyOf(name)) ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps the room that is on the screen for the next load of this tab. */
export function rememberChosenRoom(name: string, roomId: string | undefined): void {
  try {
    if (roomId !== undefined) sessionStorage.setItem(keyOf(name), roomId)
  } catch {
    // A browser may forbid it; then the first room comes up.
  }
}
