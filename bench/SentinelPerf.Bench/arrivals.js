import http from 'k6/http';
export const options = {
  discardResponseBodies: true,
  scenarios: { arrivals: { executor: 'constant-arrival-rate', rate: Number(__ENV.RATE), timeUnit: '1s', duration: `${__ENV.SECONDS}s`, preAllocatedVUs: 100, maxVUs: 1000 } },
};
export default () => { http.get(__ENV.TARGET); };
