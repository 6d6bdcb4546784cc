import type { SandboxControl } from '../../core/types.ts'
import type { Org } from '../org.ts'

/** `GET /__sandbox/settings`: what the org was started with. It stays so; what may change has a control of its own. */
export function settingsControl(org: Org): SandboxControl {
  return {
    takes: 'nothing: settings are given when the sandbox starts',
    read() {
      // The apps and their secrets are the business of the control `oauth`.
      const { clientSecret: _clientSecret, connectedApps: _connectedApps, ...shown } = org.settings
      return shown
    },
    write() {
      throw new TypeError('settings are given when the sandbox starts')
    },
  }
}
