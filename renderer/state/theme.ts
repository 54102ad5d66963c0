// Which theme is drawn: `data-theme` on the root, which theme.css follows. Set before anything is drawn, from what was
// chosen last, and again when the person or the system changes it.
import type { Preferences } from '../../main/bridge/desk-state.ts'
import { deskStore } from './desk-store.ts'

type Choice = Preferences['theme']

const remembered = 'vip-theme'

/** @returns a function that ends it */
export function startTheme(): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  let choice = lastChoice()
  const draw = () => {
    document.documentElement.dataset['theme'] = themeOf(choice, system.matches)
  }
  draw()
  system.addEventListener('change', draw)
  const stopStore = deskStore.subscribe(({ preferences }) => {
    if (preferences === null || preferences.theme === choice) return
    choice = preferences.theme
    remember(choice)
    draw()
  })
  return () => {
    system.removeEventListener('change', draw)
    stopStore()
  }
}

export function themeOf(choice: Choice, isSystemDark: boolean): 'light' | 'dark' {
  switch (choice) {
    case 'light':
    case 'dark':
      return choice
    case 'system':
      return isSystemDark ? 'dark' : 'light'
  }
}

function lastChoice(): Choice {
  try {
    const last = localStorage.getItem(remembered)
    return last === 'light' || last === 'dark' ? last : 'system'
  } catch {
    return 'system'
  }
}

/** Only so that the next start draws right at once; the desk keeps the preference itself. */
function remember(choice: Choice): void {
  try {
    localStorage.setItem(remembered, choice)
  } catch {
    // A browser that keeps nothing: the first frame brings the choice.
  }
}
