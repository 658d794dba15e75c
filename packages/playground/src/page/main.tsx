import { render } from 'preact';
import { Page } from './page.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('internal: index.html without #root');
// The folder of the page holds its data, wherever the site is served.
render(<Page siteUrl={new URL('./', location.href).href} />, root);
