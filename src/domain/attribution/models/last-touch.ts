import { type Model, allTo } from './journey.ts'

/** All to the last eligible touch. */
export const lastTouch: Model = ({ touches }) => allTo(touches.length, touches.length - 1)
