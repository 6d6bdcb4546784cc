import type { Model } from './journey.ts'

/** The same to every eligible touch. */
export const linear: Model = ({ touches }) => touches.map(() => 1n)
