// The viewer's own language, theme and shortcuts, for links that name none; a browser that refuses storage simply forgets.

export function recall(name: 'lang' | 'theme' | 'keys'): string | undefined {
  try {
    return localStorage.getItem(`ctmm.${name}`) ?? undefined
  } catch {
    return undefined
  }
}

export function remember(name: 'lang' | 'theme' | 'keys', value: string): void {
  try {
    localStorage.setItem(`ctmm.${name}`, value)
  } catch {
    return
  }
}
