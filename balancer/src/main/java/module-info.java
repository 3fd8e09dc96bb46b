module dev.baro.balancer {}
