import { positional } from './journey.ts'

/** 20 % first, 60 % last, 20 % over those between; two touches: a quarter and three quarters. */
export const jShaped202060 = positional({ FT: 20n, CW: 60n }, 20n)
