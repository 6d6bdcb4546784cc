import { positional } from './journey.ts'

/** 40 % first touch, 40 % lead creation, 20 % over the others. */
export const uShaped = positional({ FT: 40n, LC: 40n }, 20n)
