import { type Model, allTo } from './journey.ts'

/** All to the first eligible touch. */
export const firstTouch: Model = ({ touches }) => allTo(touches.length, 0)
