// Light, dark, or as the system says; kept in this browser. Imports nothing.

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'crossdock.theme';

export function storedTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    // Storage may be refused by the browser's settings.
    return 'system';
  }
}

/** Shows a theme and keeps it. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it lasts as long as the page.
  }
}
