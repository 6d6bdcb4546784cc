/** What a handover can be, from the bottom of a bar to its top. Each has a texture too, so colour is not the only sign. */
export const SERIES = [
  { name: 'met', label: 'Answered in time', fill: 'var(--good)' },
  { name: 'breached', label: 'Breached', fill: 'url(#tandem-breached)' },
  { name: 'running', label: 'Still running', fill: 'url(#tandem-running)' },
] as const
