const paths = {
  house: 'M4 7.500h16M4 12h16M4 16.500h10',
  exceptions: 'M12 4 21 19.500H3L12 4zM12 10v4.500M12 17.200v.1',
  terminals: 'M4.500 5h15v10.500h-15zM9 19.500h6M12 15.500v4',
  money: 'M5 19V5M5 19h14.500M9 16v-4M13 16V8.500M17 16v-6',
  admin: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h10M18 17h2M15 5v4M9 10v4M16 15v4',
  back: 'M14.500 5.500 8 12l6.500 6.500',
  forward: 'M9.500 5.500 16 12l-6.500 6.500',
  close: 'M6 6l12 12M18 6 6 18',
  alert: 'M12 7.500v6M12 16.800v.1M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  out: 'M10 5H5v14h5M14.500 8l4 4-4 4M18.500 12H9.500',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  plus: 'M12 5v14M5 12h14',
  paper: 'M7 4h10v16l-2.500-1.500L12 20l-2.500-1.500L7 20zM9.500 8.500h5M9.500 12h5',
  cut: 'M4 4l16 16M4.500 11.500a11 11 0 0 1 4-2.400M19.500 11.500a11 11 0 0 0-6.500-3.100M8 15.500a6 6 0 0 1 6.500-1.200M12 19.400v.1',
  clock: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 7.500V12l3 2',
  print: 'M7 9V4h10v5M7 17H4.500V9h15v8H17M7 14h10v6H7z',
  save: 'M12 4v11M7.500 10.500 12 15l4.500-4.500M5 19.500h14',
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
