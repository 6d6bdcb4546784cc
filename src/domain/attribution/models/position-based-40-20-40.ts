import { positional } from './journey.ts'

/** 40 % first, 40 % last, 20 % over those between; two touches: half and half. */
export const positionBased402040 = positional({ FT: 40n, CW: 40n }, 20n)
