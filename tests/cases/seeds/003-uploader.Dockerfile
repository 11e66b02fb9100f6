# 设置Base镜像为alpine镜像,或者其他镜像
ARG baseImage="kweecr03.xxx.xxx.com:80/public/alpine:x86-3.11.5"
FROM $baseImage
#安装inotify-tools和python3
RUN set -eux && sed -i "s/dl-cdn.alpinelinux.org/mirrors.tools.xxx.com/g" /etc/apk/repositories \
&& apk update \
&& apk add --no-cache bash \
&& apk add --update --no-cache python3 \
&& ln -sf python3 /usr/bin/python \
&& apk add --no-cache inotify-tools
#加入OBS客户端到/usr/local
ADD s3_client.py /usr/local
#设置后台主进程为bash
ENTRYPOINT ["/bin/bash"]
