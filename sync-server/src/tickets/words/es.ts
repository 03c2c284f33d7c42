import type { Words } from './words.ts';

export const es: Words = {
  locale: 'es-ES',
  direction: 'ltr',
  ticket: 'Entrada',
  tickets: 'Entradas',
  ticketOf: (number, of) => `Entrada ${number} de ${of}`,
  date: 'Fecha',
  time: 'Inicio',
  venue: 'Sala',
  row: 'Fila',
  seat: 'Butaca',
  freeSeating: 'Asientos sin numerar',
  place: (row, seat) => (row === '' ? `butaca ${seat}` : `fila ${row}, butaca ${seat}`),
  price: 'Precio',
  taxIncluded: (amount) => `incl. ${amount} de impuestos`,
  total: 'Total',
  order: 'Pedido',
  pickUp: 'Código de recogida',
  booked: 'Comprada',
  seatKind: {
    standard: 'Butaca normal',
    vip: 'Butaca VIP',
    wheelchair: 'Espacio para silla de ruedas',
    companion: 'Butaca de acompañante',
  },
  ticketClass: { adult: 'Adulto', child: 'Niño', student: 'Estudiante', senior: 'Mayores' },
  scan: 'Muestre este código al entrar',
  codeOf: (place) => `Código QR de la entrada para ${place}`,
  terms: (minutes) =>
    `Válida para una persona, una sola vez y solo para esta sesión. Entra quien muestre antes el código: no lo comparta. Se aplica la calificación por edades; traiga un documento que acredite su edad o su tarifa reducida. Puede anularse en la aplicación hasta ${minutes} minutos antes del inicio.`,
  wallet: 'No hace falta imprimirla: la aplicación muestra el código también sin conexión.',
};
