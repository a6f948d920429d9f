// Light or dark as the viewer chose, else as the system prefers; written to <html data-theme>, where the style sheet reads it.
import { computed, onScopeDispose, ref, watchEffect, type Ref } from 'vue'
import type { Theme } from './useUrlState.ts'

export function useTheme(theme: Ref<Theme>): Ref<'light' | 'dark'> {
  const query = window.matchMedia('(prefers-color-scheme: dark)')
  const systemDark = ref(query.matches)
  const follow = (event: MediaQueryListEvent): void => {
    systemDark.value = event.matches
  }
  query.addEventListener('change', follow)
  onScopeDispose(() => query.removeEventListener('change', follow))

  const shown = computed(() => (theme.value === 'system' ? (systemDark.value ? 'dark' : 'light') : theme.value))
  watchEffect(() => {
    document.documentElement.dataset['theme'] = shown.value
  })
  return shown
}
