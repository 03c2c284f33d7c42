import { z } from 'zod';

/** The order is the number in the ticket code: append only. */
export const ticketClasses = ['adult', 'child', 'student', 'senior'] as const;
export const TicketClass = z.enum(ticketClasses);
export type TicketClass = z.infer<typeof TicketClass>;

export const displays = ['2D', '3D', 'IMAX', 'Dolby'] as const;
export const Display = z.enum(displays);
export type Display = z.infer<typeof Display>;
