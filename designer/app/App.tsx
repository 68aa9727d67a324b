// The frame around every page: navigation, the page itself, notes, commands. May import everything of the designer.
import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense, useEffect, useMemo, useState } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { createQueries } from '../api/queries.ts';
import { CommandPalette } from '../parts/CommandPalette.tsx';
import { runByKeys, useCommands } from '../parts/commands.ts';
import { useHashPath, useHashQuery } from '../parts/location.ts';
import { EmptyState, LoadingState } from '../parts/states.tsx';
import { Toaster } from '../parts/toast.tsx';
import { ErrorFence } from './ErrorFence.tsx';
import { Navigation } from './Navigation.tsx';
import { NAVIGATION_SHOWN, PAGES } from './pages.ts';
import { applyTheme } from './theme.ts';

export function App() {
  const [queries] = useState(createQueries);
  return (
    <QueryClientProvider client={queries}>
      <Router hook={useHashPath} searchHook={useHashQuery}>
        <Frame />
      </Router>
    </QueryClientProvider>
  );
}

function Frame() {
  const [path, navigate] = useLocation();
  const [finding, setFinding] = useState(false);
  const commands = useMemo(
    () => [
      { id: 'palette', title: 'Find a command', group: 'Crossdock', keys: 'mod+k', run: () => setFinding(true) },
      ...NAVIGATION_SHOWN.map(({ title, href }) => ({
        id: `go ${href}`,
        title: `Go to ${title}`,
        group: 'Pages',
        run: () => navigate(href),
      })),
      ...(['system', 'light', 'dark'] as const).map((theme) => ({
        id: `theme ${theme}`,
        title: theme === 'system' ? 'Colours as the system has them' : `Colours: ${theme}`,
        group: 'Crossdock',
        words: 'theme mode appearance',
        run: () => applyTheme(theme),
      })),
    ],
    [navigate],
  );
  useCommands(commands);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => void (event.defaultPrevented || runByKeys(event));
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  // Errors of one page end with it; two addresses of one pattern are the same page.
  const pattern = path.split('/').slice(0, 3).join('/');
  return (
    <div className="frame">
      <button type="button" className="skip" onClick={() => document.getElementById('content')?.focus()}>
        Skip to the content
      </button>
      <Navigation onFind={() => setFinding(true)} />
      <main id="content" className="content" tabIndex={-1}>
        <ErrorFence key={pattern}>
          <Suspense fallback={<LoadingState />}>
            <Switch>
              {PAGES.map(({ path, page: Page }) => (
                <Route key={path} path={path}>
                  <Page />
                </Route>
              ))}
              <Route>
                <EmptyState title="There is no such page">Use the navigation, or Ctrl+K to find one.</EmptyState>
              </Route>
            </Switch>
          </Suspense>
        </ErrorFence>
      </main>
      <Toaster />
      <CommandPalette open={finding} onClose={() => setFinding(false)} />
    </div>
  );
}
