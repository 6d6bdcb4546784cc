import type { SandboxControl } from '../../core/types.ts'
import type { Portal } from '../model/portal.ts'

/** `GET /__sandbox/settings`: what the portal was started with. It stays so; what may change has a control of its own. */
export function settingsControl({ settings }: Portal): SandboxControl {
  return {
    takes: 'nothing: settings are given when the sandbox starts',
    read() {
      // What lets a caller in is printed at the start, and nowhere else.
      const {
        accessToken: _1,
        personToken: _2,
        serviceKey: _3,
        clientSecret: _4,
        developerKey: _5,
        ...shown
      } = settings
      return shown
    },
    write() {
      throw new TypeError('settings are given when the sandbox starts')
    },
  }
}
