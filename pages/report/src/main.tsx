import { render } from 'preact';
import { App } from './app.tsx';
import { readData } from './read-data.ts';
import './styles/fonts.css';
import './styles/theme.css';
import './styles/layout.css';
import './styles/figures.css';
import './styles/tables.css';
import './styles/arm-panel.css';
import './styles/print.css';

render(<App data={readData(document)} />, document.getElementById('page')!);
