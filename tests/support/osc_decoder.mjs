// An OSC receiver that is not ours: a UDP port on loopback, each packet decoded by osc-min and said as a line of JSON.
import { createSocket } from 'node:dgram';
import { fromBuffer } from 'osc-min';

const socket = createSocket('udp4');
socket.on('message', (data) => console.log(JSON.stringify(fromBuffer(data, true))));
socket.bind(0, '127.0.0.1', () => console.log(JSON.stringify({ port: socket.address().port })));
