// The column at the left: pages by group, commands, colours. May import parts/ and ./pages.ts.
import { Command, MonitorCog, Moon, PanelLeftClose, PanelLeftOpen, Sun } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { IconButton } from '../parts/Button.tsx';
import { keysText } from '../parts/commands.ts';
import { NAVIGATION_SHOWN, type NavigationSpec } from './pages.ts';
import { applyTheme, storedTheme, type Theme } from './theme.ts';

const GROUPS: readonly NavigationSpec['group'][] = ['top', 'Design', 'Operate'];

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const THEME_ICONS = { system: MonitorCog, light: Sun, dark: Moon };
const THEME_WORDS = { system: 'as the system', light: 'light', dark: 'dark' };

const NARROW_KEY = 'crossdock.navigation';
/** Below this width in pixels the navigation begins narrow. */
const NARROW_BELOW = 1100;
const wasNarrow = (): boolean =>
  (localStorage.getItem(NARROW_KEY) ?? (innerWidth < NARROW_BELOW ? 'narrow' : 'wide')) === 'narrow';

const isHere = (path: string, { href, also = [] }: NavigationSpec): boolean =>
  href === '/'
    ? path === '/'
    : path === href || path.startsWith(`${href}/`) || also.some((start) => path.startsWith(start));

export function Navigation({ onFind }: { onFind: () => void }) {
  const [path] = useLocation();
  const [theme, setTheme] = useState(storedTheme);
  const [narrow, setNarrow] = useState(wasNarrow);
  const changeTheme = () => {
    const next = NEXT[theme];
    setTheme(next);
    applyTheme(next);
  };
  const changeWidth = () => {
    setNarrow(!narrow);
    localStorage.setItem(NARROW_KEY, narrow ? 'wide' : 'narrow');
  };
  const ThemeIcon = THEME_ICONS[theme];
  return (
    <nav className="navigation" aria-label="Pages" data-narrow={narrow || undefined}>
      <Link href="/" className="brand" aria-label="Crossdock, home">
        <svg aria-hidden="true" viewBox="0 0 32 32" width="22" height="22">
          <rect width="32" height="32" rx="7" fill="#1f5ad6" />
          <path
            d="M7 10h6c4 0 4 12 8 12h4M7 22h6c1.5 0 2.5-1.700 3.300-3.700M25 10h-4c-1.200 0-2 1-2.700 2.500"
            fill="none"
            stroke="#fff"
            strokeWidth="2.6"
            strokeLinecap="round"
          />
        </svg>
        <span className="navigation-words">Crossdock</span>
      </Link>
      <div className="navigation-pages">
        {GROUPS.map((group) => {
          const pages = NAVIGATION_SHOWN.filter((page) => page.group === group);
          if (pages.length === 0) return null;
          return (
            <div key={group} className="navigation-group">
              {group === 'top' ? null : <p className="navigation-title navigation-words">{group}</p>}
              <ul>
                {pages.map((page) => (
                  <li key={page.href}>
                    <Link
                      href={page.href}
                      className="navigation-link"
                      aria-current={isHere(path, page) ? 'page' : undefined}
                      title={narrow ? page.title : undefined}
                    >
                      <page.icon aria-hidden size={16} strokeWidth={1.75} />
                      <span className="navigation-words">{page.title}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </div>
      <div className="navigation-foot">
        <IconButton
          label="Find a command"
          keys={keysText('mod+k')}
          icon={<Command aria-hidden size={16} />}
          onPress={onFind}
        />
        <IconButton
          label={`Colours: ${THEME_WORDS[theme]}`}
          icon={<ThemeIcon aria-hidden size={16} />}
          onPress={changeTheme}
        />
        <IconButton
          label={narrow ? 'Widen the navigation' : 'Narrow the navigation'}
          icon={narrow ? <PanelLeftOpen aria-hidden size={16} /> : <PanelLeftClose aria-hidden size={16} />}
          onPress={changeWidth}
        />
      </div>
    </nav>
  );
}
