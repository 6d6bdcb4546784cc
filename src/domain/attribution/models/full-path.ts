import { positional } from './journey.ts'

/** 22.5 % each to first touch, lead creation, opportunity creation and close, 10 % over the others; in tenths of a percent. */
export const fullPath = positional({ FT: 225n, LC: 225n, OC: 225n, CW: 225n }, 100n)
