import { expect, it } from 'vitest';
import { hasDesktop, type Surroundings } from '../../src/open/open-browser.ts';

const desk: Surroundings = { environment: { DISPLAY: ':0' }, platform: 'linux', isTerminal: true };

it.each<[boolean, string, Partial<Surroundings>]>([
  [true, 'a desktop of Linux', {}],
  [true, 'Wayland', { environment: { WAYLAND_DISPLAY: 'wayland-0' } }],
  [true, 'macOS', { environment: {}, platform: 'darwin' }],
  [true, 'Windows', { environment: {}, platform: 'win32' }],
  [true, 'Windows from its Linux', { environment: { WSL_DISTRO_NAME: 'Debian' } }],
  [true, 'SSH with a display', { environment: { SSH_CONNECTION: '1', DISPLAY: 'localhost:10.0' } }],
  [false, 'a server', { environment: {} }],
  [false, 'an empty variable', { environment: { DISPLAY: '' } }],
  [false, 'SSH', { environment: { SSH_CONNECTION: '10.0.0.1 4711 10.0.0.2 22' } }],
  [false, 'SSH to macOS', { environment: { SSH_TTY: '/dev/ttys001' }, platform: 'darwin' }],
  [false, 'continuous integration', { environment: { CI: 'true', DISPLAY: ':99' } }],
  [false, 'a script', { isTerminal: false }],
])('is %s: %s', (is, _, surroundings) => {
  expect(hasDesktop({ ...desk, ...surroundings })).toBe(is);
});
