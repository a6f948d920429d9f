// The viewer's own language, theme, shortcuts and name at the desk, for links that name none; a browser that refuses storage simply forgets.

type Name = 'lang' | 'theme' | 'keys' | 'person'

export function recall(name: Name): string | undefined {
  try {
    return localStorage.getItem(`ctmm.${name}`) ?? undefined
  } catch {
    return undefined
  }
}

export function remember(name: Name, value: string): void {
  try {
    localStorage.setItem(`ctmm.${name}`, value)
  } catch {
    return
  }
}
