// Starts the designer in the page. The only file that touches the document's root.
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import { App } from './app/App.tsx';
import { applyTheme, storedTheme } from './app/theme.ts';

applyTheme(storedTheme());
createRoot(document.getElementById('root') as HTMLElement).render(<App />);
