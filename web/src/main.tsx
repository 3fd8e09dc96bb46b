// SPDX-License-Identifier: Apache-2.0
import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './page.css';
import { App } from './app';
import { feed } from './feed';

feed.start();
render(<App />, document.getElementById('page')!);
