// Receivers of TSL UMD that are not ours: v3.1 by tsl-umd, v5 by tsl-umd-v5, each message said as a line of JSON.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const log = console.log;
console.log = () => {}; // the v3.1 library talks about itself
const say = (row) => log(JSON.stringify(row));

const port = (socket) => new Promise((done) => socket.on('listening', () => done(socket.address().port)));
const Tsl3 = require('tsl-umd');
const Tsl5 = require('tsl-umd-v5');
const dgram = require('dgram');

const three = new Tsl3(0);
three.on('message', (said) => say({ version: 3, ...said }));
const five = new Tsl5();
five.on('message', (said) => say({ version: 5, ...said }));
const made = dgram.createSocket;
let opened;
dgram.createSocket = (...args) => (opened = made.apply(dgram, args)); // the v5 library tells nobody its port
five.listenUDP(0);
dgram.createSocket = made;
say({ ports: await Promise.all([port(three.server), port(opened)]) });
